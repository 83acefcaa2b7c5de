import { z } from 'zod';
import { isOwnAddress } from '#registry/applications/contact-link.ts';
import { madeApplicationSchema, makeApplication } from '#registry/applications/make.ts';
import { pictureSchema, readPicture } from '#registry/applications/pictures/read.ts';
import { applicationFields, environmentSchema } from '#registry/applications/schema.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Creates an application with its client id and a first secret, whose value is in the answer.
 *
 * @throws Problem `organisation.not_found` (404), `application.name_taken` (409), `application.too_many` (409),
 *   `application.picture_refused` (422)
 */
export const createApplication = operation({
  name: 'application.create',
  summary: 'Creates an application with its client id and a first secret.',
  http: { method: 'post', path: '/applications' },
  input: z.strictObject({
    organisation: referenceSchema,
    environment: environmentSchema,
    name: applicationFields.name,
    description: applicationFields.description.default(''),
    phone: applicationFields.phone.default(''),
    email: applicationFields.email,
    structure: applicationFields.structure.default(''),
    responsible: applicationFields.responsible.min(1),
    enabled: z.boolean().default(true),
    picture: pictureSchema.default(null),
  }),
  output: madeApplicationSchema,
  authorise: async (work, input) =>
    mayActFor(work, await findOrganisation(work.tx, input.organisation), anyRole, organisationNotFound()),
  perform: async (work, { subject }, { organisation: _reference, picture, ...fields }) =>
    makeApplication(work, {
      ...fields,
      ...(await readPicture(picture)),
      emailVerifiedAt: (await isOwnAddress(work, fields.email)) ? work.now : null,
      organisationId: subject.organisationId,
    }),
});
