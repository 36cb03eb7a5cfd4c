/** The names, in the log, of what other programs get. */
const things = { line: 'the raw TIC stream', reading: 'the newest reading' };

type Shared = keyof typeof things;

/** The texts about what other programs get from a meter, in English. */
export const englishShare = {
  onThisMachine: (name: string, shared: Shared, address: string, most: number) =>
    `${name}: programs on this machine can read ${things[shared]} at ${address}, at most ${most} at a time.`,
  inNetwork: (name: string, shared: Shared, address: string, most: number) =>
    `${name}: every device on the network can read ${things[shared]} at ${address}, at most ${most} at a time. So anyone on the network can see what the house draws. With share.host 127.0.0.1, only programs on this machine can.`,
  /** The house's page, at a start. */
  page: {
    onThisMachine: (address: string) => `The house’s page is at ${address}, only for browsers on this machine.`,
    inNetwork: (address: string) =>
      `The house’s page is at ${address}, for every device on the network, without a password. So anyone on the network can see what the house draws and has drawn, and what it costs, but cannot change anything. With the address 127.0.0.1, only this machine can.`,
  },
  /** At the first message that the broker takes. @param topic what all topics begin with */
  broker: (url: string, topic: string) =>
    `The newest reading of each meter goes to the MQTT broker at ${url}, under topics that begin with ${topic}/.`,
  tooMany: (name: string, most: number) =>
    `${name}: ${most} programs already read the raw TIC stream, and one more was refused. Does one of them keep reconnecting?`,
  tooSlow: (name: string, reader: string) =>
    `${name}: a program at ${reader} asked for the raw TIC stream but did not read it. It was disconnected, so that it does not delay the others.`,
};
