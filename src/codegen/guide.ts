/** What an editor says of the keys of one kind of object: key -> a sentence or two. */
export type Guide = Readonly<Record<string, string>>
