import { mayChangeApplication } from '#registry/applications/find.ts';
import { applicationSchema } from '#registry/applications/schema.ts';
import { oneApplicationInput, switchApplication } from '#registry/applications/switch.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';

/** Disables an application: its calls and token requests are refused. @throws Problem `application.not_found` (404) */
export const disableApplication = operation({
  name: 'application.disable',
  summary: 'Disables an application: its calls and token requests are refused.',
  http: { method: 'post', path: '/applications/{application}/disable' },
  input: oneApplicationInput,
  output: applicationSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: (work, { subject }) => switchApplication(work, subject, false),
});
