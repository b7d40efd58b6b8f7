"""The workspace: projects, their environments, and the specs in them, as files hold them."""
