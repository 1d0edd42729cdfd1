// The state of the line to the server, in words and in one place.
import { useReachable } from '../ui/online.ts'

export function SyncNotice() {
  const reachable = useReachable()
  return <span className="link" role="status">{reachable ? 'Online' : 'Offline'}</span>
}
