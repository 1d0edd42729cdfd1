import { Screen } from '../ui/index.ts'

export default function Chair() {
  return <Screen title="Chair" tab="Chair"><p>This screen is being built.</p></Screen>
}
