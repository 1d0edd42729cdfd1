// The record chart on paper: black, grey and a few dark colours that stay apart in a photocopy, because every series has its own mark or line too.
import type { RecordChart, Role, Shape } from '@chairside/core/session'

type Style = { readonly stroke?: string; readonly fill?: string; readonly width?: number; readonly dash?: string; readonly size?: number; readonly weight?: number }
const INK = '#1a1a1a'
const STYLES: Readonly<Record<Role, Style>> = {
  'grid': { stroke: '#e0e0dc', width: 0.6 }, 'grid-strong': { stroke: '#a9a9a4', width: 0.7 }, 'frame': { stroke: '#77776f', width: 0.8 }, 'lane': { fill: '#3d3d3a', size: 9.5 }, 'number': { fill: '#55554f', size: 9 },
  'phase-prepare': { fill: '#efefeb' }, 'phase-infuse': { fill: '#cfe3e2' }, 'phase-pause': { fill: '#f6e7b4' }, 'phase-recover': { fill: '#e2e4ef' }, 'phase-text': { fill: INK, size: 9.5 },
  'rate': { fill: '#d5e6e6', stroke: '#4d8086', width: 0.6 }, 'rate-text': { fill: '#23545a', size: 9 }, 'dose': { stroke: INK, width: 1.4, dash: '4 2' }, 'dose-text': { fill: INK, size: 9.5, weight: 600 }, 'bag': { stroke: INK, width: 0.9, dash: '1 2' },
  'pressure': { stroke: INK, width: 1 }, 'pressure-simulated': { stroke: '#8a8a84', width: 1 }, 'pulse': { stroke: '#9a2a21', fill: '#9a2a21', width: 1 }, 'saturation': { stroke: '#1c5a8a', fill: '#1c5a8a', width: 1.1 }, 'breathing': { stroke: '#4b7a3a', fill: '#4b7a3a', width: 1, dash: '3 2' },
  'etco2': { stroke: '#7a5a17', fill: '#7a5a17', width: 1, dash: '1 2' }, 'sedation': { fill: INK, size: 10, weight: 600 }, 'dissociation': { fill: '#4c3a7c', size: 10, weight: 600 }, 'gap': { fill: '#f4f0e2' }, 'gap-text': { fill: '#6b4e00', size: 8.5 }, 'origin': { fill: INK, size: 8, weight: 600 },
  'mark-drug': { stroke: INK, fill: '#ffffff', width: 1 }, 'mark-event': { stroke: '#55554f', fill: '#ffffff', width: 1 }, 'mark-adverse': { stroke: '#9a2a21', fill: '#fdeeec', width: 1.2 }, 'mark-words': { stroke: '#4c3a7c', fill: '#f3f0fa', width: 1 }, 'mark-text': { fill: INK, size: 8.5, weight: 600 },
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const line = ({ stroke, width, dash }: Style): string => `stroke="${stroke ?? 'none'}" stroke-width="${width ?? 1}"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}`

function element(shape: Shape): string {
  const style = STYLES[shape.role]
  switch (shape.kind) {
    case 'line': return `<line x1="${shape.x1.toFixed(2)}" y1="${shape.y1.toFixed(2)}" x2="${shape.x2.toFixed(2)}" y2="${shape.y2.toFixed(2)}" ${line(style)}/>`
    case 'path': return `<path d="${shape.d}" fill="${shape.d.endsWith('Z') ? style.fill ?? 'none' : 'none'}" stroke-linejoin="round" ${line(style)}/>`
    case 'rect': return `<rect x="${shape.x.toFixed(2)}" y="${shape.y.toFixed(2)}" width="${shape.width.toFixed(2)}" height="${shape.height.toFixed(2)}" fill="${style.fill ?? 'none'}" ${line(style)}/>`
    case 'dot': return `<circle cx="${shape.x.toFixed(2)}" cy="${shape.y.toFixed(2)}" r="${shape.r}" fill="${shape.open ? '#ffffff' : style.fill ?? 'none'}" ${line({ ...style, dash: undefined as never })}/>`
    case 'text': return `<text x="${shape.x.toFixed(2)}" y="${shape.y.toFixed(2)}" text-anchor="${shape.anchor}" fill="${style.fill ?? style.stroke ?? INK}" font-family="Source Sans 3" font-size="${style.size ?? 9}" font-weight="${style.weight ?? 400}">${escaped(shape.text)}</text>`
  }
}

/** The chart as SVG, `width` by `height` units. */
export const chartSvg = ({ width, height, shapes }: RecordChart): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height.toFixed(1)}" width="${width}" height="${height.toFixed(1)}">${shapes.map(element).join('')}</svg>`
