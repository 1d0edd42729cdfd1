import { Screen } from '../ui/index.ts'

export default function Welcome() {
  return <Screen title="Welcome" tab="Welcome"><p>This screen is being built.</p></Screen>
}
