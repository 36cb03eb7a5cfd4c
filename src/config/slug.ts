/**
 * A meter's name as a tag of InfluxDB: lower-case ASCII letters, digits and single dashes, never empty. What has no
 * ASCII letter at its base is dropped, and `linky` stands for a name that has none at all.
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
