// The forms of the Chair, in one file of the build that comes after the first picture.
import { ConnectDevice } from '../devices/connect.tsx'
import { DischargeForm } from './discharge-form.tsx'
import { DriverForm, InstructionsForm } from './going-home-forms.tsx'
import { KEY_WORDS } from './key-words.ts'
import { AbortForm, AmendForm, NoteForm } from './note-forms.tsx'
import { BagForm } from './bag-form.tsx'
import { ComfortForm } from './comfort-form.tsx'
import { EditForm } from './edit-form.tsx'
import { EventForm } from './event-form.tsx'
import { IvForm } from './iv-form.tsx'
import { MedicationForm } from './medication-form.tsx'
import { Panel, type Open, type PanelName } from './panel.tsx'
import { PauseForm, RateForm, StopDetails } from './pump-forms.tsx'
import { PumpReadForm } from './pump-read-form.tsx'
import { AssessForm, ReadyForm } from './ready-forms.tsx'
import { StartForm } from './start-form.tsx'
import { DissociationForm, SedationForm, SymptomsForm } from './symptom-forms.tsx'
import type { Chair } from './use-chair.ts'
import { VitalsForm } from './vitals-form.tsx'
import { WordsForm } from './words-form.tsx'

function HelpSheet({ onDone }: { readonly onDone: () => void }) {
  return (
    <Panel title="Keys" onClose={onDone}>
      <dl className="keys">{Object.entries(KEY_WORDS).map(([key, words]) => <div key={key} style={{ display: 'contents' }}><dt><kbd>{key}</kbd></dt><dd>{words}</dd></div>)}</dl>
      <p className="soft small" style={{ marginTop: 12 }}>Escape closes a form. Keys are text while a field has the focus.</p>
    </Panel>
  )
}

export default function Form({ chair, panel, target, open, onDone }: { readonly chair: Chair; readonly panel: PanelName; readonly target: string | null; readonly open: Open; readonly onDone: () => void }) {
  const props = { chair, onDone }
  switch (panel) {
    case 'vitals': return <VitalsForm {...props} />
    case 'start': return <StartForm {...props} />
    case 'rate': return <RateForm {...props} />
    case 'pause': return <PauseForm {...props} />
    case 'stop-details': return <StopDetails {...props} />
    case 'medication': return <MedicationForm {...props} target={target} />
    case 'sedation': return <SedationForm {...props} />
    case 'dissociation': return <DissociationForm {...props} />
    case 'event': return <EventForm {...props} target={target} open={open} />
    case 'symptoms': return <SymptomsForm {...props} />
    case 'iv': return <IvForm {...props} open={open} />
    case 'pump': return <PumpReadForm {...props} />
    case 'bag': return <BagForm {...props} />
    case 'edit': return chair.view.adverseEvents.some((e) => e.id === target) ? <EventForm {...props} target={target} open={open} /> : <EditForm {...props} target={target} />
    case 'comfort': return <ComfortForm {...props} />
    case 'words': return <WordsForm {...props} />
    case 'discharge': return <DischargeForm {...props} open={open} />
    case 'instructions': return <InstructionsForm {...props} />
    case 'driver': return <DriverForm {...props} />
    case 'ready': return <ReadyForm {...props} />
    case 'assess': return <AssessForm {...props} />
    case 'note': return <NoteForm {...props} />
    case 'amend': return <AmendForm {...props} />
    case 'abort': return <AbortForm {...props} />
    case 'connect': return <ConnectDevice {...props} />
    case 'help': return <HelpSheet onDone={onDone} />
  }
}
