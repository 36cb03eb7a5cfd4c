/** Writes a number for people, with so many decimals (0 unless given), and with blanks at which no line breaks. */
export type NumberWriter = (value: number, decimals?: number) => string;

/**
 * This does not use `Intl`, since a Node.js that was built with English only would write French numbers in English.
 * @param group what stands between thousands
 */
export function numberWriter(group: string, point: string): NumberWriter {
  return (value, decimals = 0) => {
    const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
    return `${value < 0 ? '−' : ''}${grouped}${fraction === undefined ? '' : point + fraction}`;
  };
}

/** How numbers are written on the settings page. */
export interface PageNumbers {
  readonly number: NumberWriter;
  /** Writes a ratio, so 0.26 becomes `26 %`, with so many decimals at most (0 unless given). */
  readonly percent: NumberWriter;
}

/** Numbers as the browser's locale writes them: `1,234.5` for `en-GB`, `1 234,5` for `fr-FR`. @param locale BCP 47 */
export function pageNumbers(locale: string): PageNumbers {
  const plain = numberFormats(locale, (decimals: number) => ({
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }));
  const percent = numberFormats(locale, (decimals: number) => ({ style: 'percent', maximumFractionDigits: decimals }));
  return {
    number: (value, decimals = 0) => plain(decimals).format(value),
    percent: (ratio, decimals = 0) => percent(decimals).format(ratio),
  };
}

/**
 * Gives the number formats of a locale, each of which is made once: that takes longer than fifty uses of it, and an open page writes
 * numbers each second.
 * @param optionsOf the options that a key stands for; there are only a few keys
 */
export function numberFormats<Key>(
  locale: string,
  optionsOf: (key: Key) => Intl.NumberFormatOptions,
): (key: Key) => Intl.NumberFormat {
  const made = new Map<Key, Intl.NumberFormat>();
  return (key) => {
    const format = made.get(key) ?? new Intl.NumberFormat(locale, optionsOf(key));
    made.set(key, format);
    return format;
  };
}
