/** The names, in the log, of what other programs get. */
const things = { line: 'the bytes of the line', reading: 'the newest reading' };
const settings = { line: 'share.port', reading: 'share.httpPort' };

type Shared = keyof typeof things;

/** The texts about what other programs get from a meter, in English. */
export const englishShare = {
  onThisMachine: (name: string, shared: Shared, address: string, most: number) =>
    `${name}: programs on this machine get ${things[shared]} at ${address}, ${most} of them at a time at most.`,
  inNetwork: (name: string, shared: Shared, address: string, most: number) =>
    `${name}: ${things[shared]} can be had at ${address} by every device of the network, ${most} of them at a time at most. So whoever is in the network can see what the house draws. With share.host 127.0.0.1, only programs on this machine can.`,
  trouble: {
    taken: (name: string, shared: Shared, address: string, _reason: string) =>
      `${name}: ${address} cannot be opened, since another program has it: other programs do not get ${things[shared]}. Stop that program, or set ${settings[shared]} to another number. Trying again, quietly.`,
    foreign: (name: string, shared: Shared, address: string, _reason: string) =>
      `${name}: ${address} cannot be opened, since that is no address of this machine: other programs do not get ${things[shared]}. Set share.host to 127.0.0.1 for this machine alone, or to 0.0.0.0 for the network. Trying again, quietly.`,
    forbidden: (name: string, shared: Shared, address: string, _reason: string) =>
      `${name}: no right to open ${address}: other programs do not get ${things[shared]}. Set ${settings[shared]} to a number from 1024 to 65535. Trying again, quietly.`,
    other: (name: string, shared: Shared, address: string, reason: string) =>
      `${name}: ${address} cannot be opened (${reason}): other programs do not get ${things[shared]}. Trying again, quietly.`,
  },
  tooMany: (name: string, most: number) =>
    `${name}: ${most} programs read the line already, and one more was turned away. Is there one that connects again and again?`,
  tooSlow: (name: string, reader: string) =>
    `${name}: a program at ${reader} asked for the line and did not read it. It was let go, so that it holds up nobody.`,
};
