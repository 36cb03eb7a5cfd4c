/**
 * Why bytes were refused. Of a group: `parity` a character's parity is wrong, `malformed` not the grammar of a group,
 * `checksum`, `form` a known label whose data have not its form, `overlong` longer than any group can be. Of a frame:
 * `interrupted` by the meter (EOT), `cut` before its end, `merged` a label twice, `unaddressed` no meter address was
 * accepted, `endless` longer than any frame can be. A label stands there when it is one that the specification names.
 */
export type Fault = GroupFault | FrameFault;

export type GroupFault =
  | { readonly kind: 'parity' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'checksum'; readonly label?: string; readonly computed: string; readonly received: string }
  | { readonly kind: 'form'; readonly label?: string; readonly data: string }
  | { readonly kind: 'overlong' };

export type FrameFault =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'merged'; readonly label: string }
  | { readonly kind: 'unaddressed' }
  | { readonly kind: 'endless' };

const FRAME_FAULTS: ReadonlySet<Fault['kind']> = new Set(['interrupted', 'cut', 'merged', 'unaddressed', 'endless']);

/** Whether it is a group that was refused; otherwise a whole frame was. */
export function isGroupFault(fault: Fault): fault is GroupFault {
  return !FRAME_FAULTS.has(fault.kind);
}
