import { Screen } from '../ui/index.ts'

export default function Form() {
  return <Screen title="Form" tab="Form"><p>This screen is being built.</p></Screen>
}
