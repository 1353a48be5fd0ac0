/** The job document as callers read it, typed by the operation: the same text in every `client.ts`. */
import { jobFailureCatalog } from '../contract/problem-catalog.ts'
import { union } from './source-parts.ts'

const failures = union(Object.keys(jobFailureCatalog).map((code) => JSON.stringify(code)))

export const jobTypes = `/** The operations that make jobs. */
export type AsyncOperationId = {
    [Id in keyof ClientOperations]: ClientOperations[Id] extends { kind: "async" } ? Id : never;
}[keyof ClientOperations];

/** A job of an operation, as its status resource shows it; \`status\` tells which members there are. Unknown members may appear. */
export type Job<Id extends AsyncOperationId = AsyncOperationId> = { [One in Id]: JobStates<One>[keyof JobStates<One>] }[Id];

/** A job of an operation in a state. */
export type JobIn<Id extends AsyncOperationId, Status extends keyof JobStates<Id>> = { [One in Id]: JobStates<One>[Status] }[Id];

/** The job document in each state. */
export interface JobStates<Id extends AsyncOperationId> {
    queued: JobBase<Id, "queued">;
    running: JobBase<Id, "running">;
    canceling: JobBase<Id, "canceling">;
    succeeded: JobBase<Id, "succeeded"> & { finishedAt: string; resourceLocation?: string; result?: ClientOperations[Id]["result"] };
    failed: JobBase<Id, "failed"> & { finishedAt: string; error: JobError<ClientOperations[Id]["error"]> };
    canceled: JobBase<Id, "canceled"> & { finishedAt: string };
}

/** What a job has in every state. */
export interface JobBase<Id extends AsyncOperationId, Status extends string> {
    id: string;
    operation: Id;
    status: Status;
    /** Grows with every visible change; the larger one is the newer. */
    revision: number;
    createdAt: string;
    updatedAt: string;
    startedAt?: string;
    finishedAt?: string;
    progress?: { percent: number; message?: string; detail?: ClientOperations[Id]["progress"] };
    /** The same number as \`progress.percent\`. */
    percentComplete?: number;
    partial?: ClientOperations[Id]["partial"];
    attempt?: number;
    nextAttemptAt?: string;
    estimatedCompletionAt?: string;
    /** Until when the job and its result are kept. */
    expiresAt?: string;
    links: JobLink[];
}

export interface JobLink {
    rel: string;
    method: string;
    href: string;
}

/** Why a job failed: a code that the operation declares, or one of the framework's own. */
export interface JobError<Code extends string = string> {
    code: Code | FrameworkErrorCode;
    message: string;
    type: string;
    title: string;
    detail?: string;
    status: number;
    /** Whether starting the same work again can help. */
    retriable: boolean;
}

export type FrameworkErrorCode = ${failures};

/** A webhook's body. A thin one has no result: \`data.resourceLocation\` says where it is. */
export interface JobEvent<Type extends string, Data> {
    type: Type;
    timestamp: string;
    data: Data;
}
`
