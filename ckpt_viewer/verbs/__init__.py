"""What each verb of `ckpt` does: arguments in, an answer out. Nothing here prints."""
