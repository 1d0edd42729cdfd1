// Numbers with one thumb. It types into `value`; give the field it belongs to `inputMode="none"`, so that no second keyboard covers the screen while a real one still works.
import IconBackspace from '@tabler/icons-react/dist/esm/icons/IconBackspace.mjs'

type Props = { readonly label: string; readonly value: string; readonly decimals?: boolean; readonly onChange: (value: string) => void; readonly onNext?: () => void }

const typed = (value: string, key: string, decimals: boolean): string =>
  key === '<' ? value.slice(0, -1) : key === '.' ? (decimals && !value.includes('.') ? `${value || '0'}.` : value) : value.length < 6 ? `${value === '0' ? '' : value}${key}` : value

export function NumberPad({ label, value, decimals = false, onChange, onNext }: Props) {
  const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', decimals ? '.' : '', '0', '<']
  return (
    <div className="pad" role="group" aria-label={label}>
      {keys.map((key) => key === '' ? (onNext ? <button key="next" type="button" className="pad-next" onClick={onNext}>Next</button> : <span key="gap" />) : (
        <button key={key} type="button" aria-label={key === '<' ? 'Delete last digit' : key === '.' ? 'Decimal point' : key} onClick={() => onChange(typed(value, key, decimals))}>{key === '<' ? <IconBackspace size={26} aria-hidden="true" /> : key}</button>
      ))}
    </div>
  )
}
