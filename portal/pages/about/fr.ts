import type { AboutTexts } from '#portal/pages/about/en.ts';

export const fr: AboutTexts = {
  privacy: {
    title: 'Vos données',
    description: 'Ce que ce portail conserve à votre sujet, pourquoi, combien de temps, et vos droits.',
    sections: [
      {
        title: 'Ce qui est conservé, et pourquoi',
        paragraphs: [
          "De votre compte : nom, adresse électronique, langue, choix faits à l'inscription, organisations auxquelles vous appartenez, et date d'acceptation de chaque version des conditions. Ces données servent à vous donner accès et à vous écrire.",
          "Votre mot de passe n'est jamais conservé, seulement une valeur calculée à partir de lui (argon2id) qui permet de le vérifier. Les codes d'un second facteur sont scellés.",
          'De chaque navigateur où vous êtes connecté : son type, une adresse réseau raccourcie et sa dernière utilisation, pour que vous reconnaissiez vos sessions et puissiez y mettre fin. Elles disparaissent avec la session.',
          "Qui a changé quoi et quand est inscrit dans un journal d'audit, car fournisseurs et opérateurs doivent pouvoir rendre compte des accès aux API.",
          'Les appels de vos applications sont journalisés par la passerelle avec leur heure, adresse, statut et durée, sans leur contenu, pour la mesure et la recherche de pannes.',
        ],
      },
      {
        title: 'Vos droits',
        paragraphs: [
          "Vous pouvez voir, modifier, exporter et supprimer vos données vous-même, à la page « Mes données » de votre compte. Après une suppression, le journal d'audit et les consentements restent, sans votre nom, car ils prouvent ce qui a été convenu.",
          "Vous pouvez aussi vous adresser à l'opérateur de ce portail, et saisir la CNIL.",
        ],
      },
      {
        title: 'Cookies',
        paragraphs: [
          "Ce portail n'utilise que des cookies indispensables : un pour votre session, un qui protège les formulaires avant la connexion, un pour la langue, un pour le message qui suit un formulaire. Aucun autre site n'est appelé, et personne ne mesure ce que vous lisez.",
        ],
      },
    ],
  },
  accessibility: {
    title: 'Accessibilité',
    description: "Le niveau d'accessibilité de ce portail, et à qui signaler un défaut.",
    sections: [
      {
        title: 'Ce que nous visons',
        paragraphs: [
          'WCAG 2.2 au niveau AA et le RGAA 4. Chaque page fonctionne au clavier seul, sans JavaScript, agrandie à 400 %, en clair et en sombre.',
          "Chaque page est vérifiée par axe-core dans un vrai navigateur, en français et en anglais, avant qu'une version ne paraisse. Cela trouve beaucoup de défauts, pas tous : cela ne remplace pas les personnes qui utilisent des aides techniques.",
        ],
      },
      {
        title: 'Ce qui manque, à notre connaissance',
        paragraphs: [
          "La page d'essai interactif est faite avec un composant tiers qui a des défauts connus. La même chose est possible sans lui : à la page de documentation de chaque API, et avec le code qui s'y trouve.",
        ],
      },
    ],
  },
  terms: {
    title: "Conditions d'utilisation du portail",
    description: 'Les conditions dans lesquelles ce portail peut être utilisé.',
    sections: [
      {
        title: 'Comptes',
        paragraphs: [
          'Un compte appartient à une seule personne, qui garde secrets le mot de passe et le second facteur et renseigne son nom et son organisation avec exactitude.',
          "Un compte qui met en danger le portail, ses API ou des tiers peut être fermé par l'opérateur, qui dit pourquoi.",
        ],
      },
      {
        title: 'Applications et identifiants',
        paragraphs: [
          "Les identifiants appartiennent à une seule application et ne se transmettent pas. Un secret qui a pu être connu d'autrui est retiré aussitôt ; un nouveau se crée sans interruption.",
          "Chaque API a un fournisseur, qui décide de l'accès, et peut avoir ses propres conditions, à accepter avant de l'appeler.",
        ],
      },
      {
        title: 'Ce qui est promis',
        paragraphs: [
          "Les plans disent combien d'appels sont permis. La fin d'une version est annoncée avec sa date. Au-delà, le service est fourni en l'état, sauf accord écrit.",
        ],
      },
    ],
  },
  contact: "Écrivez à l'opérateur de ce portail :",
  noContact: "L'opérateur de ce portail n'a pas indiqué d'adresse.",
  version: 'Version',
  myData: 'Mes données',
  error: {
    lead: 'Ce que signifie cette erreur, et que faire.',
    written: 'La suite est écrite en anglais.',
    start: 'Premiers pas',
  },
};
