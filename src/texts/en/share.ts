/** The names, in the log, of what other programs get. */
const things = { line: 'the bytes of the line', reading: 'the newest reading' };

type Shared = keyof typeof things;

/** The texts about what other programs get from a meter, in English. */
export const englishShare = {
  onThisMachine: (name: string, shared: Shared, address: string, most: number) =>
    `${name}: programs on this machine get ${things[shared]} at ${address}, ${most} of them at a time at most.`,
  inNetwork: (name: string, shared: Shared, address: string, most: number) =>
    `${name}: ${things[shared]} can be had at ${address} by every device of the network, ${most} of them at a time at most. So whoever is in the network can see what the house draws. With share.host 127.0.0.1, only programs on this machine can.`,
  /** The house's page, at a start. */
  page: {
    onThisMachine: (address: string) => `The house’s page is at ${address}, for browsers on this machine alone.`,
    inNetwork: (address: string) =>
      `The house’s page is at ${address}, for every device of the network, without a password. So whoever is in the network can see what the house draws and has drawn, and what that costs, but change nothing. At the address 127.0.0.1, only this machine can.`,
  },
  /** At the first message that the broker takes. @param topic what all topics begin with */
  broker: (url: string, topic: string) =>
    `The newest reading of each meter goes to the MQTT broker at ${url}, to topics that begin with ${topic}/.`,
  tooMany: (name: string, most: number) =>
    `${name}: ${most} programs read the line already, and one more was turned away. Is there one that connects again and again?`,
  tooSlow: (name: string, reader: string) =>
    `${name}: a program at ${reader} asked for the line and did not read it. It was let go, so that it holds up nobody.`,
};
