/** A number for a reader: `12 345.678`, or with another `point`. Blanks do not break. */
export function figure(value: number, decimals = 0, point = '.'): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return `${value < 0 ? '−' : ''}${grouped}${fraction === undefined ? '' : point + fraction}`;
}
