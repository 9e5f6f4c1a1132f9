/// The class of an entry in the journal. Each has an explanation in the catalog that is installed beside the unit.
///
/// The values are for ever: people write alarms and queries on them.
package enum MessageID: String, CaseIterable, Sendable {
    /// A resource is not as its policy wants it.
    case driftFound = "0c697f8790154028a331f945d6cbb5ee"
    /// A resource is as wanted again, and not by our doing.
    case driftEnded = "4b9dd3ec94c149c186954b0159457290"
    /// A change was sent, and the provider says that it took.
    case changeClaimed = "bea4742506f14b0fa91fc592258dfeb7"
    /// A later read of our own shows the change.
    case changeConfirmed = "9cc1d9bd60f3434e997b8e7f9fe335eb"
    /// A change was sent and accepted, but no read has shown it in time.
    case changeUnverified = "f63bb9c51427456489e71d287f54486c"
    /// A hosting account has a new password.
    case passwordRotated = "1e97c39584d641d983ac361a570084c4"
    /// It is not known which of several passwords a hosting account has.
    case passwordUnsettled = "59238fd3284145c7ba6943252278add0"
    /// What lies in the escrow of an account does not say which version is current.
    case escrowUnmarked = "8151d2646bd048edb3d3679d905447e0"
    /// It does again.
    case escrowMarked = "2b20e6a968f94492bbaf2da9b1726c2f"
    /// The provider refused a change.
    case writeRefused = "5cc1f313b92c4ff887897e77672b4a48"
    /// A change was sent and its answer lost.
    case outcomeUnknown = "290afc93b6a24bb388d025ad831b16c4"
    /// A wanted write is not made now.
    case writeHeld = "75350d0aef9d4687b23f83005ee5326a"
    /// Nothing holds a wanted write any longer.
    case holdEnded = "acee818c32ca4de7847f16b28144d821"
    /// The state of a resource cannot be read.
    case unreadable = "7ec149f6ac0f49cd85b8190e3d7620c4"
    /// The state of a resource can be read again.
    case readableAgain = "475ed4ef938446db83bf50fb503b4983"
    /// The API has failed so often that only probes are sent.
    case apiUnreachable = "b667b45d8c254509b2fcfa16e8cf2dda"
    /// The API answers again.
    case apiAnswers = "7db423950750419b9483e55579103ecc"
    /// The provider limits how often we may ask.
    case rateLimited = "7873d6708ae5418da4b2949a78b44530"
    /// The provider refused the token.
    case credentialsRefused = "531ed7fa6f904b23b07684dc972a3013"
    /// The provider accepts the token again.
    case credentialsAccepted = "e6f1c4fecba4476d8c9f2f5e48c4c4b5"
    /// A new set of policies is in force.
    case policiesReloaded = "65b6329e6246425fabfdff4de05950af"
    /// The policies were read again and found invalid; the old ones stay.
    case reloadRefused = "75d19312bfab4350ae7e3b71dc268077"
    /// A policy, an id in it or a waiver of it matches nothing that is listed.
    case policyMatchesNothing = "bc169bdda6464df682d6a58cf4968961"
    /// Nothing is written until the cause named in the line is gone.
    case writesStopped = "d097d15edfe44d62b4794200df8b0c95"
    /// Writes are allowed again.
    case writesAllowed = "3455bb3db7b54b1bafd72f6f0d5c21ca"
    /// Once a day: how everything is.
    case dailySummary = "69261c1ce86245d1aca81ae9c3021fd6"
    /// The service is up.
    case started = "4d6bef47b1b546cba5fb70c4fd1f8bc2"
    /// The service is ending, as it was told to.
    case stopping = "5c41f3e75c9e4352954195d2dd7913a6"
    /// Drift came back a third time within a day after confirmed writes.
    case flapping = "0d0598ee11924001b668a2af3cffda30"
    /// PermitRootLogin is weaker after a write than it was before.
    case rootLoginWeaker = "23ad03d507414000a7c7ce97606cfcea"
    /// A resource is new in the account.
    case resourceAppeared = "3119102921f0451ab34efe8442fa1488"
    /// A resource is no longer in the account.
    case resourceGone = "2e6ba29cb63e47c7a1106c3d0867b078"
    /// An exception from a policy has ended.
    case waiverEnded = "1bdfb2e6a2ff440b951c4581e5a40576"
    /// The provider has not limited us for a while.
    case limitEased = "d36e8a102f5f4334aabd2fbaaabab0cd"
    /// PermitRootLogin is no weaker any more than before the write.
    case rootLoginRestored = "ff719bd05322413ca1ff4f1030cf3804"
    /// Each part of a policy matches something again.
    case policyMatchesAgain = "acae83b640664e26bc657e73ab8c5ef6"
    /// A policy that enforced before is in force no more.
    case policyVanished = "f944866e6d704d31b5c638f368f63350"
    /// It is in force again.
    case policyReturned = "cd12ceff9def413089819715c2d7505d"
    /// Something in a file is valid and yet worth a look.
    case fileWarning = "48fe1f87dacf481281e1bfe24c9a13ce"
    /// The service ends: configuration or policies are invalid.
    case filesInvalid = "d04cda9af6214136aad77f03cbfec03e"
    /// The service ends: there is no token, or none that can be used.
    case tokenUnusable = "89715448e9384d95ae6711f66a64989f"
    /// The service ends: another process has the state.
    case stateHeld = "c8c18e98dd304cdd8cedd50fba2ae116"
    /// The service ends: the state is a newer program's.
    case stateTooNew = "330134efb4754e3999a8c8489addf2b1"
    /// The service ends: the state cannot be used.
    case stateUnusable = "a0f9b5e5ba8c437fa8105dff7bdc44d2"
    /// The service ends for another reason.
    case failed = "87a94ef369c148c5b8e73b7d4731b268"
    /// The service runs and cannot be asked.
    case notServed = "88127277d78e43c48af5ed3a847d9494"
    /// What must never happen was about to happen, and the service ended itself.
    case invariantBroken = "460d847a3290453dabe204752a876a3b"
}
