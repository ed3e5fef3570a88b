// Each of these tests fills the machine with processes and measures how long something was away: together they would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
