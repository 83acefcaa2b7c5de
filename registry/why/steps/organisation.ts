import { green, type Judge } from '#registry/why/step.ts';

/** An organisation refuses nothing by itself: it is there to say whose the application is. */
export const organisation: Judge = ({ organisation: name, viewer }) =>
  viewer.consumer
    ? green(
        `The application belongs to ${name}, and so do you.`,
        `L'application appartient à ${name}, dont vous êtes membre.`,
      )
    : green(`The application belongs to ${name}.`, `L'application appartient à ${name}.`);
