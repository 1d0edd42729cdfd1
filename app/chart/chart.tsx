import { Screen } from '../ui/index.ts'

export default function Chart() {
  return <Screen title="Chart" tab="Chart"><p>This screen is being built.</p></Screen>
}
