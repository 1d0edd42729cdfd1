import { Screen } from '../ui/index.ts'

export default function Floor() {
  return <Screen title="Floor" tab="Floor"><p>This screen is being built.</p></Screen>
}
