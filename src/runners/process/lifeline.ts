/** The line between the worker and the watchdog of a child: the child beats on it, and the worker's end shows on it. */

/** Its file descriptor in the child. */
export const lifeline = 3
export const beatEveryMs = 1_000
/** A child that could not run its watchdog for so long is stopped, frozen or starved; whatever it holds is better tried again elsewhere. */
export const silentMs = 30_000
