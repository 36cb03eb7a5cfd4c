/**
 * The same object in a layout that V8 copies fast. For V8, an object to which forty properties were added one by one is a hash table, and
 * copying it takes a hundred times as long as copying an object that was made by JSON.parse.
 */
export function fastToCopy<T>(byLabel: { [label: string]: T }): { [label: string]: T } {
  return JSON.parse(JSON.stringify(byLabel));
}
