import type { PluginTexts } from '../en/texts.ts';

const things = { line: 'le flux TIC brut', reading: 'la dernière mesure' };

/** The texts about what other programs get from a meter, in French. */
export const frenchShare: PluginTexts['share'] = {
  onThisMachine: (name, shared, address, most) =>
    `${name} : les programmes de cette machine peuvent lire ${things[shared]} sur ${address}, ${most} à la fois au plus.`,
  inNetwork: (name, shared, address, most) =>
    `${name} : chaque appareil du réseau peut lire ${things[shared]} sur ${address}, ${most} à la fois au plus. Quiconque est sur le réseau voit donc ce que la maison consomme. Avec share.host 127.0.0.1, seuls les programmes de cette machine le voient.`,
  page: {
    onThisMachine: (address) =>
      `La page de la maison est sur ${address}, pour les navigateurs de cette machine seulement.`,
    inNetwork: (address) =>
      `La page de la maison est sur ${address}, pour chaque appareil du réseau, sans mot de passe. Quiconque est sur le réseau voit donc ce que la maison consomme et a consommé, et ce que cela coûte, mais ne peut rien y changer. Avec l’adresse 127.0.0.1, elle n’est que pour cette machine.`,
  },
  broker: (url, topic) =>
    `La dernière mesure de chaque compteur est envoyée au broker MQTT à ${url}, dans des sujets qui commencent par ${topic}/.`,
  tooMany: (name, most) =>
    `${name} : ${most} programmes lisent déjà le flux TIC brut, et un de plus a été refusé. L’un d’eux se connecte-t-il sans cesse ?`,
  tooSlow: (name, reader) =>
    `${name} : un programme sur ${reader} a demandé le flux TIC brut sans le lire. Il a été déconnecté, pour ne pas retarder les autres.`,
};
