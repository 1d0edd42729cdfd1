import { Screen } from '../ui/index.ts'

export default function Office() {
  return <Screen title="Office" tab="Office"><p>This screen is being built.</p></Screen>
}
