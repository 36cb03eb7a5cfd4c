/**
 * What somebody can read in a text who undoes what JSON, URLs and HTML escape, and who skips sequences, backslashes, blanks and
 * what is no character.
 */
export function asRead(text: string): string {
  const undone = text
    .replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
    .replace(/&(amp|lt|quot);/g, (_, name: 'amp' | 'lt' | 'quot') => ({ amp: '&', lt: '<', quot: '"' })[name])
    .replace(/\\+u([\da-f]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what begins a sequence.
    .replace(/(?:\x1b\[|\x9b)[\d;]*m/g, '')
    .replace(/\\+[bfnrt]/g, ' ');
  return undone === text ? text.replace(/[\\\s\p{Cc}\p{Cf}+]/gu, '') : asRead(undone);
}
