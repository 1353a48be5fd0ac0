/** A horizontal bar chart as SVG, drawn by hand: names on the left, bars to scale, values behind them. */

export interface Bar {
  readonly name: string
  readonly value: number
}

const barHeight = 22
const labelWidth = 170
const plotWidth = 420

/** SVG text of the chart; negative values are drawn as nothing. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map((bar) => bar.value), Number.MIN_VALUE)
  const height = 48 + bars.length * (barHeight + 6)
  const rows = bars.map((bar, index) => drawBar(bar, 40 + index * (barHeight + 6), longest))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${labelWidth + plotWidth + 90}" height="${height}" font-family="sans-serif" font-size="13">`,
    `<title>${escapeXml(title)}</title>`,
    `<text x="8" y="22" font-size="16" font-weight="bold">${escapeXml(title)}</text>`,
    ...rows,
    '</svg>',
  ].join('')
}

function drawBar(bar: Bar, top: number, longest: number): string {
  const width = Math.max(0, (bar.value / longest) * plotWidth)
  const baseline = top + barHeight * 0.7
  return (
    `<text x="${labelWidth - 8}" y="${baseline}" text-anchor="end">${escapeXml(bar.name.slice(0, 24))}</text>` +
    `<rect x="${labelWidth}" y="${top}" width="${width.toFixed(1)}" height="${barHeight}" fill="#3b6ea8"/>` +
    `<text x="${(labelWidth + width + 6).toFixed(1)}" y="${baseline}">${bar.value.toLocaleString('en', { maximumFractionDigits: 2 })}</text>`
  )
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
