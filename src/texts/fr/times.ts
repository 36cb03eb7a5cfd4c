/** A length of time: in seconds or minutes, and from an hour on in two units (`2 h 5 min`, `3 j 4 h`). */
export function duration(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} j ${Math.floor((s % 86_400) / 3600)} h`;
}

/** A date and a time in this machine's time zone. */
export function instant(ms: number): string {
  return withFirst(new Date(ms).toLocaleString('fr-FR', { dateStyle: 'medium', timeStyle: 'medium' }));
}

/** The first day of a month is `1er` in French, which Intl does not know. */
export function withFirst(date: string): string {
  return date.replace(/\b1 (?=\p{L})/u, '1er ');
}

/** A length of time in its largest unit. */
export function age(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} jours`;
}
