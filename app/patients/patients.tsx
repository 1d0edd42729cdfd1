import { Screen } from '../ui/index.ts'

export default function Patients() {
  return <Screen title="Patients" tab="Patients"><p>This screen is being built.</p></Screen>
}
