/**
 * Why a group or a frame was refused.
 * A group: `parity`, a character has the wrong parity; `malformed`, it does not have the syntax of a group; `checksum`, its checksum is
 * wrong; `form`, its data do not have the format of its label; `overlong`, it is longer than any group can be. `label` is only present if
 * it is in the specification.
 *
 * A frame: `interrupted`, the meter interrupted it (EOT); `cut`, the next one began before its end; `merged`, a label came twice;
 * `unaddressed`, no meter address was accepted; `endless`, it has more groups than any frame can have.
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

export const FRAME_FAULTS = [
  'interrupted',
  'cut',
  'merged',
  'unaddressed',
  'endless',
] as const satisfies readonly FrameFault['kind'][];
export const GROUP_FAULTS = [
  'parity',
  'checksum',
  'malformed',
  'form',
  'overlong',
] as const satisfies readonly GroupFault['kind'][];
