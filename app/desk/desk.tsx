import { Screen } from '../ui/index.ts'

export default function Desk() {
  return <Screen title="Desk" tab="Desk"><p>This screen is being built.</p></Screen>
}
