"""How the acts of this app read in the audit trail."""

from credit_portal.audit import verbs

SENTENCES: dict[str, tuple[str, str]] = {
    "accounts.sign_in": ("登录", "signed in"),
    "accounts.demo_sign_in": ("以演示账号登录", "signed in with a demonstration account"),
    "accounts.sign_out": ("退出登录", "signed out"),
    "accounts.sign_in_failed": ("登录失败", "failed to sign in"),
    "accounts.reauthenticate": ("再次验证身份", "confirmed who it is once more"),
    "accounts.enrol_factor": ("设置第二验证方式", "set up a second factor"),
    "accounts.remove_factor": ("移除第二验证方式", "removed a second factor"),
    "accounts.new_recovery_codes": ("生成恢复码", "made recovery codes"),
    "accounts.use_recovery_code": ("使用恢复码", "used a recovery code"),
    "accounts.ask_factor_reset": (
        "报告第二验证方式丢失",
        "reported the second factor as lost",
    ),
    "accounts.propose_factor_reset": (
        "提出重置第二验证方式",
        "proposed to reset a second factor",
    ),
    "accounts.confirm_factor_reset": (
        "确认重置第二验证方式",
        "confirmed the reset of a second factor",
    ),
    "accounts.refuse_factor_reset": (
        "否决重置第二验证方式",
        "refused the reset of a second factor",
    ),
    "accounts.unlock": ("重新开放登录", "opened the door of an account again"),
    "accounts.end_sessions": ("结束其他登录会话", "signed out elsewhere"),
    "accounts.link_provider": ("绑定统一身份认证", "linked the sign-in provider"),
    "accounts.unlink_provider": ("解除统一身份认证绑定", "undid the link to the provider"),
    "accounts.session_expired": ("会话超时退出", "was signed out when the session ran out"),
    "accounts.change_password": ("修改密码", "changed the password"),
    "accounts.reset_password": ("重置密码", "reset the password"),
    "accounts.update_profile": ("更新个人资料", "updated the profile"),
    "accounts.create_user": ("创建账号", "created an account"),
    "accounts.update_user": ("修改账号", "changed an account"),
    "accounts.deactivate_user": ("停用账号", "closed an account"),
    "accounts.activate_user": ("启用账号", "reopened an account"),
    "accounts.propose_grant": ("提出角色授权", "proposed a role grant"),
    "accounts.confirm_grant": ("确认角色授权", "confirmed a role grant"),
    "accounts.refuse_grant": ("否决角色授权", "refused a role grant"),
    "accounts.end_grant": ("终止角色授权", "ended a role grant"),
    "accounts.ask_for_deputy": ("申请代理人", "asked for a deputy"),
    "accounts.decline_deputy": ("未采纳代理申请", "declined a request for a deputy"),
    "accounts.withdraw_deputy": ("撤回代理申请", "took back a request for a deputy"),
    "accounts.recall_deputy": ("收回代理", "ended the deputy's duty"),
    "accounts.invite": ("邀请开通账号", "invited somebody to open the account"),
    "accounts.resend_invitation": ("重发邀请", "sent an invitation anew"),
    "accounts.withdraw_invitation": ("撤回邀请", "withdrew an invitation"),
    "accounts.accept_invitation": ("接受邀请", "accepted the invitation"),
    "accounts.export": ("导出账号清单", "exported the list of accounts"),
    "accounts.first_administrators": (
        "设立首批安全管理员",
        "set up the first security administrators",
    ),
    "accounts.demo_grant": ("设置演示授权", "set up a demonstration grant"),
    "accounts.create_token": ("创建访问令牌", "created an API token"),
    "accounts.revoke_token": ("撤销访问令牌", "revoked an API token"),
}


def register() -> None:
    """Register the sentences."""
    verbs.register(SENTENCES)
