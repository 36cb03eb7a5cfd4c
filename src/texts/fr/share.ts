import type { Texts } from '../en/texts.ts';

const things = { line: 'les octets de la ligne', reading: 'la dernière mesure' };
const unshared = {
  line: 'les octets de la ligne ne sont pas partagés',
  reading: 'la dernière mesure n’est pas partagée',
};
const settings = { line: 'share.port', reading: 'share.httpPort' };

/** The texts about what other programs get from a meter, in French. */
export const frenchShare: Texts['share'] = {
  onThisMachine: (name, shared, address, most) =>
    `${name} : les programmes de cette machine lisent ${things[shared]} sur ${address}, ${most} à la fois au plus.`,
  inNetwork: (name, shared, address, most) =>
    `${name} : chaque appareil du réseau peut lire ${things[shared]} sur ${address}, ${most} à la fois au plus. Quiconque est dans le réseau voit donc ce que la maison consomme. Avec share.host 127.0.0.1, seuls les programmes de cette machine le peuvent.`,
  trouble: {
    taken: (name, shared, address) =>
      `${name} : impossible d’ouvrir ${address}, occupé par un autre programme : ${unshared[shared]}. Arrêtez ce programme, ou donnez un autre numéro à ${settings[shared]}. Nouveaux essais, sans bruit.`,
    foreign: (name, shared, address) =>
      `${name} : impossible d’ouvrir ${address}, qui n’est pas une adresse de cette machine : ${unshared[shared]}. Mettez 127.0.0.1 dans share.host pour cette machine seule, ou 0.0.0.0 pour le réseau. Nouveaux essais, sans bruit.`,
    forbidden: (name, shared, address) =>
      `${name} : pas le droit d’ouvrir ${address} : ${unshared[shared]}. Donnez à ${settings[shared]} un numéro de 1024 à 65535. Nouveaux essais, sans bruit.`,
    other: (name, shared, address, reason) =>
      `${name} : impossible d’ouvrir ${address} (${reason}) : ${unshared[shared]}. Nouveaux essais, sans bruit.`,
  },
  tooMany: (name, most) =>
    `${name} : ${most} programmes lisent déjà la ligne, et un de plus a été refusé. Y en a-t-il un qui se connecte sans cesse ?`,
  tooSlow: (name, reader) =>
    `${name} : un programme sur ${reader} a demandé la ligne sans la lire. Il a été déconnecté, pour ne retarder personne.`,
};
