import { Screen } from '../ui/index.ts'

export default function Wall() {
  return <Screen title="Wall" tab="Wall"><p>This screen is being built.</p></Screen>
}
