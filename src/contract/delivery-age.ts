/** How old a delivery may become: the compiler warns of delays that go beyond it, and the sender gives up there. */

/** A delivery older than this is given up with attempts left (WH-20). */
export const maxDeliveryAgeMs = 4 * 86_400_000
