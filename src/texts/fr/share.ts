import type { PluginTexts } from '../en/texts.ts';

const things = { line: 'les octets de la ligne', reading: 'la dernière mesure' };

/** The texts about what other programs get from a meter, in French. */
export const frenchShare: PluginTexts['share'] = {
  onThisMachine: (name, shared, address, most) =>
    `${name} : les programmes de cette machine lisent ${things[shared]} sur ${address}, ${most} à la fois au plus.`,
  inNetwork: (name, shared, address, most) =>
    `${name} : chaque appareil du réseau peut lire ${things[shared]} sur ${address}, ${most} à la fois au plus. Quiconque est dans le réseau voit donc ce que la maison consomme. Avec share.host 127.0.0.1, seuls les programmes de cette machine le peuvent.`,
  page: {
    onThisMachine: (address) =>
      `La page de la maison est sur ${address}, pour les navigateurs de cette machine seulement.`,
    inNetwork: (address) =>
      `La page de la maison est sur ${address}, pour chaque appareil du réseau, sans mot de passe. Quiconque est dans le réseau voit donc ce que la maison consomme et a consommé, et ce que cela coûte, mais n’y peut rien changer. À l’adresse 127.0.0.1, seule cette machine le peut.`,
  },
  broker: (url, topic) =>
    `La dernière mesure de chaque compteur va au broker MQTT à ${url}, dans des sujets qui commencent par ${topic}/.`,
  tooMany: (name, most) =>
    `${name} : ${most} programmes lisent déjà la ligne, et un de plus a été refusé. Y en a-t-il un qui se connecte sans cesse ?`,
  tooSlow: (name, reader) =>
    `${name} : un programme sur ${reader} a demandé la ligne sans la lire. Il a été déconnecté, pour ne retarder personne.`,
};
