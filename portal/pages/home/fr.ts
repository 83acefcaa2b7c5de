import type { HomeTexts } from '#portal/pages/home/en.ts';

export const fr: HomeTexts = {
  title: "Des API, de zéro jusqu'au premier appel",
  lead: 'Trouvez une API, obtenez un accès et appelez-la. Quand un appel est refusé, ce portail dit pourquoi, et qui peut y remédier.',
  description:
    "Portail des développeurs : recherchez des API et des produits d'API, lisez leur documentation, obtenez vos identifiants et essayez-les dans le navigateur.",
  browse: "Voir les produits d'API",
  start: 'Créer un compte',
  applications: 'Applications',
  steps: "Trois étapes jusqu'au premier appel",
  step: [
    {
      title: 'Créez un compte',
      text: 'Confirmez votre adresse électronique : votre première application vous attend, prête pour le bac à sable.',
      link: 'Créer un compte',
    },
    {
      title: 'Choisissez un produit',
      text: 'Souscrivez à un produit pour votre application, selon l’un de ses plans. Certains sont ouverts aussitôt, d’autres sont approuvés par leur fournisseur.',
      link: "Voir les produits d'API",
    },
    {
      title: "Appelez l'API",
      text: 'Essayez-la dans le navigateur avec vos propres identifiants, ou copiez un appel dans votre langage depuis sa documentation.',
      link: 'Comment se fait un appel',
    },
  ],
  offers: 'À découvrir',
  allOffers: (count) => `Tout voir (${count})`,
  nothing: "Rien n'est encore proposé ici.",
  what: 'Ce que fait ce portail',
  whatTexts: [
    [
      'Tout sur une API au même endroit',
      'Les versions côte à côte, les conditions, les limites en toutes lettres, les contrats à télécharger et ce qui a changé.',
    ],
    [
      'Des identifiants dont vous restez maître',
      'Plusieurs secrets à la fois, avec un libellé et une fin : changez-en sans interruption.',
    ],
    [
      "Un refus n'est jamais la fin",
      "Pour chaque application et chaque API, vous voyez l'étape qui manque et qui peut y remédier.",
    ],
  ],
  guide: {
    title: 'Premiers pas',
    lead: "De zéro jusqu'à une réponse de statut 200, en trois minutes.",
    description: "Les étapes d'un premier appel d'API : compte, application, souscription, identifiants, jeton, appel.",
    steps: [
      {
        title: 'Créez votre compte',
        text: 'Votre nom, votre adresse électronique et un mot de passe. Si une organisation vous a invité, donnez son code. Un courriel vous demande ensuite de confirmer votre adresse.',
      },
      {
        title: 'Regardez votre première application',
        text: "Avec votre compte vient une application pour le bac à sable. Elle a un client id et un secret ; le secret s'affiche après confirmation de votre mot de passe. Les applications de production, vous les créez vous-même.",
      },
      {
        title: 'Souscrivez à un produit',
        text: "Ouvrez le produit, choisissez un plan et votre application. Quand un fournisseur approuve, la demande dit qui décide ; un courriel vous apprend l'issue. Certaines API demandent aussi d'accepter leurs conditions d'utilisation.",
      },
      {
        title: "Faites l'appel",
        text: "La page de l'API dit ce que porte un appel. La documentation montre l'appel dans votre langage avec votre client id ; « Tester l'API » le fait dans le navigateur.",
      },
    ],
    links: {
      signUp: 'Créer un compte',
      applications: 'Mes applications',
      catalogue: "Produits d'API",
    },
    call: 'Un premier appel à copier',
    callLead: (name) =>
      `Celui-ci appelle ${name} dans le bac à sable. Mettez-y les identifiants de votre application bac à sable.`,
    callLabel: "Commandes d'un premier appel",
    callPage: 'La page de cette API',
    refused: "S'il est refusé",
    refusedText:
      'La réponse porte un motif. Sur la page de votre application, « Pourquoi suis-je refusé ? » parcourt chaque étape, du compte au plan, et dit pour celle qui manque qui peut y remédier.',
    credentials: { id: 'votre-client-id', secret: 'votre-client-secret', key: 'votre-cle-api' },
  },
};
