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

/** The layout of groups that follow each other as in no frame before. */
export function layoutOf(groups: readonly Group[]): Layout {
  const dated = groups.filter(({ horodate }) => horodate !== undefined);
  const labels = Object.fromEntries(groups.map(({ label, data }) => [label, data]));
  const horodates = Object.fromEntries(dated.map(({ label, horodate }) => [label, horodate ?? '']));
  return { groups, labels: compact(labels), horodates: compact(horodates) };
}

/**
 * The same labels in an object that is fast to copy. One to which forty were added one by one is a hash table for V8, and
 * its copy takes a hundred times as long as that of one that comes out of JSON.
 */
export function compact<T>(byLabel: { [label: string]: T }): { [label: string]: T } {
  return JSON.parse(JSON.stringify(byLabel));
}

/** The layout of groups that are alike those of `last`, one by one: what has not changed is shared, the rest a copy. */
export function layoutLike(last: Layout, groups: readonly Group[]): Layout {
  let labels: Record<string, string> | undefined;
  let horodates: Record<string, string> | undefined;
  for (let at = 0; at < groups.length; at += 1) {
    const group = groups[at] as Group;
    if (group === last.groups[at]) continue;
    labels ??= { ...last.labels };
    labels[group.label] = group.data;
    if (group.horodate === undefined) continue;
    horodates ??= { ...last.horodates };
    horodates[group.label] = group.horodate;
  }
  return { groups, labels: labels ?? last.labels, horodates: horodates ?? last.horodates };
}
