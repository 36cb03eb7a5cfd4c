import type { Group } from './group.ts';

/** The groups of a frame, and the same by label. */
export interface Layout {
  readonly groups: readonly Group[];
  readonly labels: { readonly [label: string]: string };
  readonly horodates: { readonly [label: string]: string };
}

export const NO_LAYOUT: Layout = { groups: [], labels: {}, horodates: {} };

/** Whether a group is the one that was expected, but for what it says. */
export function alike(group: Group, expected: Group | undefined): boolean {
  return group.label === expected?.label && (group.horodate === undefined) === (expected.horodate === undefined);
}

/**
 * The layout of groups that follow each other as in no frame before. By way of JSON, since an object to which forty
 * labels were added one by one is a hash table for V8, and slow to copy; this one is not.
 */
export function layoutOf(groups: readonly Group[]): Layout {
  const dated = groups.filter(({ horodate }) => horodate !== undefined);
  const labels = Object.fromEntries(groups.map(({ label, data }) => [label, data]));
  const horodates = Object.fromEntries(dated.map(({ label, horodate }) => [label, horodate]));
  return { groups, labels: JSON.parse(JSON.stringify(labels)), horodates: JSON.parse(JSON.stringify(horodates)) };
}

/** The layout of groups that are alike those of `last`, one by one: its copy, with what has changed. */
export function layoutLike(last: Layout, groups: readonly Group[]): Layout {
  const labels: Record<string, string> = { ...last.labels };
  const horodates: Record<string, string> = { ...last.horodates };
  for (let at = 0; at < groups.length; at += 1) {
    const group = groups[at] as Group;
    if (group === last.groups[at]) continue;
    labels[group.label] = group.data;
    if (group.horodate !== undefined) horodates[group.label] = group.horodate;
  }
  return { groups, labels, horodates };
}
