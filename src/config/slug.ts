/**
 * A meter's name as a tag of InfluxDB: lower-case ASCII letters, digits and single dashes, never empty. Characters without an ASCII base
 * letter are dropped; a name that has no other characters becomes `linky`.
 */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return slug === '' ? 'linky' : slug;
}
