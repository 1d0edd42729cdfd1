// A link as a square to hold a phone over. Always dark on white with its quiet zone: cameras need the contrast, also in low light.
import { useMemo } from 'react'
import { encode } from 'uqr'

export function QrCode({ text, label, size = 208 }: { readonly text: string; readonly label: string; readonly size?: number }) {
  const { side, path } = useMemo(() => {
    const { data, size: side } = encode(text, { ecc: 'M', border: 3 })
    let path = ''
    data.forEach((row, y) => row.forEach((dark, x) => { if (dark) path += `M${x} ${y}h1v1h-1z` }))
    return { side, path }
  }, [text])
  return (
    <svg className="qr" role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
