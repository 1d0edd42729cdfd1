// The forms of the Chair, in one file of the build that comes after the first picture.
import { DischargeForm } from './discharge-form.tsx'
import { KEYS } from './keys.ts'
import { AbortForm, AmendForm, NoteForm } from './note-forms.tsx'
import { Panel, type PanelName } from './panel.tsx'
import { PauseForm, RateForm, StopDetails } from './pump-forms.tsx'
import { StartForm } from './start-form.tsx'
import type { Chair } from './use-chair.ts'
import { VitalsForm } from './vitals-form.tsx'
import { ComfortForm, DissociationForm, EventForm, MedicationForm, SedationForm, WordsForm } from './watch-forms.tsx'

function HelpSheet({ onDone }: { readonly onDone: () => void }) {
  return (
    <Panel title="Keys" onClose={onDone}>
      <dl className="keys">{KEYS.map(({ key, words }) => <div key={key} style={{ display: 'contents' }}><dt><kbd>{key}</kbd></dt><dd>{words}</dd></div>)}</dl>
      <p className="soft small" style={{ marginTop: 12 }}>Escape closes a form. Keys are text while a field has the focus.</p>
    </Panel>
  )
}

export default function Form({ chair, panel, onDone }: { readonly chair: Chair; readonly panel: PanelName; readonly onDone: () => void }) {
  const props = { chair, onDone }
  switch (panel) {
    case 'vitals': return <VitalsForm {...props} />
    case 'start': return <StartForm {...props} />
    case 'rate': return <RateForm {...props} />
    case 'pause': return <PauseForm {...props} />
    case 'stop-details': return <StopDetails {...props} />
    case 'medication': return <MedicationForm {...props} />
    case 'sedation': return <SedationForm {...props} />
    case 'dissociation': return <DissociationForm {...props} />
    case 'event': return <EventForm {...props} />
    case 'comfort': return <ComfortForm {...props} />
    case 'words': return <WordsForm {...props} />
    case 'discharge': return <DischargeForm {...props} />
    case 'note': return <NoteForm {...props} />
    case 'amend': return <AmendForm {...props} />
    case 'abort': return <AbortForm {...props} />
    case 'help': return <HelpSheet onDone={onDone} />
  }
}
