import type { PerPhase } from '../reading.ts';

export type Labels = { readonly [label: string]: string };

/** A number from its digits, which decoding has checked; absent where the label is. */
export function numberOf(data: string | undefined): number | undefined {
  return data === undefined ? undefined : Number(data);
}

/** A text without its padding; absent where the label is, or when nothing is left. */
export function textOf(data: string | undefined): string | undefined {
  return data?.trim() || undefined;
}

/** The values of three labels, one a phase; absent when none is there. */
export function perPhase(one?: string, two?: string, three?: string): PerPhase | undefined {
  if (one === undefined && two === undefined && three === undefined) return undefined;
  const values: { [P in 1 | 2 | 3]?: number } = {};
  if (one !== undefined) values[1] = Number(one);
  if (two !== undefined) values[2] = Number(two);
  if (three !== undefined) values[3] = Number(three);
  return values;
}

/** The numbers of those labels that are there. */
export function numbersOf(labels: Labels, wanted: readonly string[]): { readonly [label: string]: number } {
  const numbers: { [label: string]: number } = {};
  for (const label of wanted) {
    const data = labels[label];
    if (data !== undefined) numbers[label] = Number(data);
  }
  return numbers;
}

/** Whether one of these labels is there. */
export function hasAny(labels: Labels, wanted: readonly string[]): boolean {
  for (const label of wanted) if (labels[label] !== undefined) return true;
  return false;
}

/** Gives a word its value, unless there is none: what is absent stays absent. */
export function put<T, K extends keyof T>(words: T, word: K, value: T[K] | undefined): void {
  if (value !== undefined) words[word] = value;
}
