package io.iocp.streaming.access;

/** How far a decision has come without asking anybody: to its end, or to a question. */
sealed interface Step permits AccessDecision, Question {}
