import { openFailureWindow, type FailureWindow } from '#base/failure-window.ts';
import { limits } from '#base/limits.ts';

/** Opens the count of wrong present passwords per account id; one a process. */
export function openPasswordFailures(): FailureWindow {
  return openFailureWindow({
    failureLimit: limits.passwordFailuresPerAccount,
    windowMs: limits.passwordFailureWindowMs,
  });
}
