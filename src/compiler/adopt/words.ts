/** The words by which `adopt` tells what a document says of work that takes time. English only. */

/** First words of operations that only read. */
export const reading = /^(get|list|describe|read|find|search|query|count|batchget|lookup)$/

/** Headers of a 202 that lead to where the work can be watched. */
export const monitorHeader =
  /^(location|operation-location|azure-asyncoperation|content-location|retry-after|x-.*(job|operation|task)-?(id|location|url))$/i

/** A 202 that speaks of work to come. */
export const promises =
  /not (yet )?(been )?(complete|finish|done)|\bprocessing\b|in progress|in the background|asynchronous|will be|being \w+ed|being (deleted|created)|queued|scheduled|has (been )?started|is starting|start(s|ed)? (to|the)|initiated|poll|check (back|the status)|eventually|ongoing|pending|accepted for/i

/** A 202 that speaks of work that is done. */
export const tellsDone =
  /\b(deleted|updated|removed|deactivated|created|added|uploaded|confirmed|saved|changed|sent|no content)\b|successfully|^success$|was successful|processed/i

/** A description that says the operation is asynchronous, and does not deny it. */
export const outright =
  /(?<!\b(not|non|non-) ?)\b(asynchronous(ly)? (operation|request|call|method|api|process|job|task|action|endpoint)|(operation|request|call|method|api|process|job|task|action|endpoint|command)s? (is|are|runs?|executes?|works?|happens|will be|is performed|is processed|is executed|processed|performed|executed) ?(an |run |performed |processed |executed |handled |completed |done )?asynchronous(ly)?|(operation|request|call|this) (is|returns|starts|initiates) an? (long[- ]running|asynchronous)|long[- ]running (operation|request|process|job|task)|(runs|run|processed|performed|executed|done|handled|created|deleted) (asynchronously|in the background)|asynchronously (\w+s|\w+))\b/i

/** A description from which it may be guessed. */
export const hinting =
  /\basynchronous(ly)?\b|\bin the background\b|\b(poll|polling) (for|the|this|until|on)\b|\b(may|can|might|could|will) take (a while|some time|a few|several|up to|longer|many|between|minutes|hours|a long)|\b(to )?(track|monitor|check|get|query|view|determine) (the )?(progress|status|completion) of (the|this|your|a|an)? ?\w* ?(operation|job|task|request|import|export|process|batch)|\bqueued? (for|up)\b|\b(starts|kicks off|initiates|begins|submits|launches|triggers|schedules) an? (\w+ ){0,3}(job|task|process|workflow|run|export|import|scan|build|operation|migration|batch)\b/i

/** What often takes long. */
export const longVerbs: ReadonlySet<string> = new Set(
  'import export provision deploy restore backup migrate migration clone convert conversion transcode transcribe transcription render generate build train training analyze analyse scan sync synchronize resize scale restart reboot start failover upgrade install reinstall reimage reset bulk batch crawl reindex rebuild replay archive publish run execute submit process recover snapshot rollback redeploy evaluate purge'.split(
    ' ',
  ),
)
