import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { applicationSchema, presentApplication } from '#registry/applications/schema.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';

/** Gives an application to the members of its organisation. @throws Problem `application.not_found` (404) */
export const getApplication = operation({
  name: 'application.get',
  summary: 'Gives an application, by id or client id.',
  http: { method: 'get', path: '/applications/{application}' },
  input: oneApplicationInput,
  output: applicationSchema,
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (_work, { subject }) => ({ result: presentApplication(subject), audit: [] }),
});
