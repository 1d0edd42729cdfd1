-- A summary now holds what the watch needs of its log: every kept one is behind, and is made again when it is next asked for.
update session set summary_seq = 0 where summary_seq > 0;
