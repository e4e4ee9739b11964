"""Ways to break one row of what is played and judged."""

from tests.entrypoints.breaking import NEVER, NOW, WORK, Break, broken, instead, row_of

ATTEMPT, SUBMISSION, POST = "player_attempt", "player_submission", "player_post"
ASSESSMENT, ATTENDANCE = "player_assessment", "player_attendance"

OF_PLAYER: dict[str, list[Break]] = {
    "played_work_has_its_record": [
        broken(ATTEMPT, "attempt", "number = 2"),
        broken(SUBMISSION, "submission", "activity_id = {safety_page}"),
        broken(ASSESSMENT, "assessment", "record_id = {jon_1}"),
        broken(ATTENDANCE, "attendance", "record_id = {jon_1}"),
        broken(POST, "post", "number = 2"),
        instead(broken(WORK, "abe_play_1_exam", "number = 2"), row_of(ATTEMPT, "open_attempt")),
    ],
    "attempt_is_whole": [
        broken(ATTEMPT, "attempt", "score = NULL"),
        broken(ATTEMPT, "attempt", "score = 101"),
        broken(ATTEMPT, "attempt", f"begun_at = {NEVER}"),
        broken(ATTEMPT, "attempt", "activity_id = {safety_page}"),
        broken(ATTEMPT, "open_attempt", "score = 50"),
        broken(ATTEMPT, "open_attempt", "passed = TRUE"),
    ],
    "grade_is_whole": [
        broken(SUBMISSION, "submission", "score = 101"),
        broken(SUBMISSION, "waiting", "score = 50"),
        broken(SUBMISSION, "waiting", "comment = 'Good'"),
        broken(SUBMISSION, "waiting", "graded_by_id = {ann}"),
        broken(POST, "post", f"graded_at = {NOW}, counts = FALSE"),
    ],
    "assessment_is_whole": [
        broken(ASSESSMENT, "assessment", "passed = NULL"),
        broken(ASSESSMENT, "open_assessment", "passed = TRUE"),
    ],
    "post_is_whole": [
        broken(POST, "post", "user_id = {ann}"),
        broken(POST, "post", "record_id = NULL"),
        broken(POST, "post", f"removed_at = {NOW}"),
        broken(POST, "emptied_post", "text = 'Hello'"),
        broken(POST, "emptied_post", "user_id = {bia}"),
    ],
    "reply_is_in_the_discussion": [
        broken(POST, "post", "activity_id = {play_exam}"),
    ],
    "heard_is_of_the_learner": [
        (
            "UPDATE player_heard SET user_id = {ann} WHERE session_id = {heard}",
            "player_heard",
            "session_id {heard}",
        ),
    ],
    "note_is_on_the_course": [
        broken("player_note", "note", "activity_id = {safety_page}"),
    ],
}
