/**
 * The same object in a layout that V8 copies fast. An object to which forty properties were added one by one is a hash
 * table for V8, and its copy takes a hundred times as long as that of an object that JSON.parse made.
 */
export function fastToCopy<T>(byLabel: { [label: string]: T }): { [label: string]: T } {
  return JSON.parse(JSON.stringify(byLabel));
}
